-- CreateTable
CREATE TABLE "User" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "role" TEXT NOT NULL,
    "isDisabled" INTEGER NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "passwordChangedAt" REAL NOT NULL,
    "signedInAt" REAL
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "secretHash" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "browser" TEXT NOT NULL,
    "createdAt" REAL NOT NULL,
    "usedAt" REAL NOT NULL,
    "confirmedAt" REAL NOT NULL
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "secretHash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "user" TEXT NOT NULL,
    "createdAt" REAL NOT NULL,
    "expiresAt" REAL NOT NULL,
    "usedAt" REAL
);

-- CreateIndex
CREATE UNIQUE INDEX "Session_secretHash_key" ON "Session"("secretHash");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_secretHash_key" ON "ApiToken"("secretHash");
