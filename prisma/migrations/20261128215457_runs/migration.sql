-- CreateTable
CREATE TABLE "Run" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "isRecorded" INTEGER NOT NULL,
    "recordingBytes" REAL NOT NULL,
    "run" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "RunRecording" (
    "run" INTEGER NOT NULL,
    "piece" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,

    PRIMARY KEY ("run", "piece")
);

-- CreateIndex
CREATE INDEX "LogLine_upgradeId_id_idx" ON "LogLine"("upgradeId", "id");
