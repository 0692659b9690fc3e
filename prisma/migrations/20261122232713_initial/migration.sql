-- CreateTable
CREATE TABLE "AccessPoint" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "ethernetMac" TEXT NOT NULL,
    "behaviour" TEXT NOT NULL,
    "machine" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Document" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "LogLine" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "source" TEXT NOT NULL,
    "at" REAL NOT NULL,
    "wallAt" REAL NOT NULL,
    "severity" INTEGER,
    "text" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "apId" TEXT,
    "transferId" TEXT,
    "upgradeId" TEXT
);

-- CreateTable
CREATE TABLE "Event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "seq" REAL NOT NULL,
    "at" REAL NOT NULL,
    "wallAt" REAL NOT NULL,
    "type" TEXT NOT NULL,
    "apId" TEXT,
    "data" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Transfer" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "endedAt" REAL NOT NULL,
    "outcome" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "row" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "wallAt" REAL NOT NULL,
    "actor" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "outcome" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "CatalogFile" (
    "path" TEXT NOT NULL PRIMARY KEY,
    "sizeBytes" REAL NOT NULL,
    "modifiedAt" REAL NOT NULL,
    "facts" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "LogLine_source_id_idx" ON "LogLine"("source", "id");

-- CreateIndex
CREATE INDEX "LogLine_apId_id_idx" ON "LogLine"("apId", "id");

-- CreateIndex
CREATE INDEX "Event_apId_id_idx" ON "Event"("apId", "id");

-- CreateIndex
CREATE INDEX "Transfer_endedAt_id_idx" ON "Transfer"("endedAt", "id");
