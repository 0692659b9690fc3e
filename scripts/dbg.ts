import { simulate } from "@/lib/testing/simulator/simulate";
import { World } from "@/lib/testing/simulator/world";
import { simulatedLab } from "@/lib/testing/simulator/simulated-labs";
import { writeFileSync } from "node:fs";
const orig = World.prototype.operate;
let n = 0; let stage = ""; const steps: unknown[] = []; let w: World | undefined;
World.prototype.operate = async function (what) {
  n++; w = this; steps.push(what); stage = `operating ${n} ${JSON.stringify(what)}`;
  try { return await orig.call(this, what); } finally { stage = `checking ${n} ${JSON.stringify(what)}`; }
};
process.on("exit", (rc) => { console.log(rc, stage, "full", w?.disk.isFull, "delay", w?.disk.delayMs); writeFileSync("/tmp/steps2000.json", JSON.stringify(steps)); });
const o = await simulate(2000, {steps: 5000, simulatedMs: 168*3_600_000}, { fleet: simulatedLab(200) });
console.log(o.steps.length, JSON.stringify(o.violation));
