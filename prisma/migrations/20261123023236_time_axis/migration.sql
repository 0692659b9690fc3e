-- RedefineTables: what is new is in the row's JSON
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Transfer" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "startedAt" REAL NOT NULL,
    "endedAt" REAL NOT NULL,
    "outcome" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "apId" TEXT,
    "row" TEXT NOT NULL
);
INSERT INTO "new_Transfer" ("startedAt", "apId", "endedAt", "id", "outcome", "protocol", "row")
SELECT
    CASE WHEN json_valid("row") AND json_type("row", '$.startedAt') IN ('integer', 'real') THEN json_extract("row", '$.startedAt') ELSE "endedAt" END,
    CASE WHEN json_valid("row") AND json_type("row", '$.client.apId') = 'text' THEN json_extract("row", '$.client.apId') END,
    "endedAt", "id", "outcome", "protocol", "row"
FROM "Transfer";
DROP TABLE "Transfer";
ALTER TABLE "new_Transfer" RENAME TO "Transfer";
CREATE INDEX "Transfer_endedAt_id_idx" ON "Transfer"("endedAt", "id");
CREATE INDEX "Transfer_startedAt_id_idx" ON "Transfer"("startedAt", "id");
CREATE INDEX "Transfer_apId_endedAt_id_idx" ON "Transfer"("apId", "endedAt", "id");
CREATE INDEX "Transfer_apId_startedAt_id_idx" ON "Transfer"("apId", "startedAt", "id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Event_wallAt_id_idx" ON "Event"("wallAt", "id");

-- CreateIndex
CREATE INDEX "Event_apId_wallAt_id_idx" ON "Event"("apId", "wallAt", "id");

-- CreateIndex
CREATE INDEX "LogLine_source_wallAt_id_idx" ON "LogLine"("source", "wallAt", "id");

-- CreateIndex
CREATE INDEX "LogLine_apId_source_wallAt_id_idx" ON "LogLine"("apId", "source", "wallAt", "id");
