-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "webhookId" TEXT NOT NULL,
    "isWaiting" INTEGER NOT NULL,
    "row" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "tries" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_number_key" ON "WebhookDelivery"("number");

-- CreateIndex
CREATE INDEX "WebhookDelivery_webhookId_number_idx" ON "WebhookDelivery"("webhookId", "number");

-- CreateIndex
CREATE INDEX "WebhookDelivery_isWaiting_number_idx" ON "WebhookDelivery"("isWaiting", "number");
