-- What earlier versions of the program spelled otherwise is found again under its present spelling.
ALTER TABLE "AccessPoint" RENAME COLUMN "behaviour" TO "behavior";
UPDATE "Event" SET "type" = 'upgrade.canceled' WHERE "type" = 'upgrade.cancelled';
UPDATE "Document" SET "value" = replace("value", '"cancelledBy"', '"canceledBy"') WHERE "key" = 'upgrade';
