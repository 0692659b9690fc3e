-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN "token" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "changes" TEXT NOT NULL DEFAULT '[]';
ALTER TABLE "AuditEntry" ADD COLUMN "hash" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "AuditHead" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "entry" INTEGER NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "AuditEntry_action_id_idx" ON "AuditEntry"("action", "id");

-- An entry and the end of the chain are one write.
CREATE TRIGGER "AuditEntry_moves_head" AFTER INSERT ON "AuditEntry"
BEGIN
    INSERT OR REPLACE INTO "AuditHead" ("id", "entry", "hash") VALUES (1, NEW."id", NEW."hash");
END;
