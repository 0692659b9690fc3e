import { expect, test } from "vitest";
import { type FrameScheduler, ReplayClock } from "./replay-clock";

/** Frames that the test draws. */
function frames() {
  let waiting: ((now: number) => void) | null = null;
  const schedule: FrameScheduler = (draw) => {
    waiting = draw;
    return () => {
      waiting = null;
    };
  };
  return {
    schedule,
    draw(now: number) {
      const draw = waiting;
      waiting = null;
      draw?.(now);
    },
    get isWaiting() {
      return waiting !== null;
    },
  };
}

test("the newest instant is shown, however much the run grows, until another one is chosen", () => {
  const clock = new ReplayClock(frames().schedule, 1_000, 5_000, null);
  expect([clock.instant, clock.isAtEnd]).toEqual([5_000, true]);
  clock.setRange(1_000, 9_000);
  expect(clock.instant).toBe(9_000);
  clock.seek(3_000);
  clock.setRange(1_000, 12_000);
  expect([clock.instant, clock.isAtEnd]).toEqual([3_000, false]);
  clock.showEnd();
  expect(clock.instant).toBe(12_000);
});

test("an instant outside the run is its nearest end", () => {
  const clock = new ReplayClock(frames().schedule, 1_000, 5_000, 99_000);
  expect(clock.instant).toBe(5_000);
  clock.seek(0);
  expect(clock.instant).toBe(1_000);
});

test("playing moves the instant by what has passed times the speed, and ends at the end of the run", () => {
  const screen = frames();
  const clock = new ReplayClock(screen.schedule, 1_000, 5_000, null);
  clock.setSpeed(10);
  clock.play();
  expect([clock.instant, clock.isPlaying]).toEqual([1_000, true]);
  screen.draw(100);
  screen.draw(116);
  expect(clock.instant).toBe(1_160);
  screen.draw(200);
  expect(clock.instant).toBe(2_000);
  screen.draw(900);
  expect([clock.instant, clock.isPlaying]).toEqual([5_000, false]);
  expect(screen.isWaiting).toBe(false);
});

test("paused, it stays where it is, and goes on from there", () => {
  const screen = frames();
  const clock = new ReplayClock(screen.schedule, 1_000, 5_000, 2_000);
  clock.play();
  screen.draw(0);
  screen.draw(500);
  clock.pause();
  expect([clock.instant, screen.isWaiting]).toEqual([2_500, false]);
  clock.play();
  screen.draw(9_000);
  screen.draw(9_100);
  expect(clock.instant).toBe(2_600);
});

test("listeners are called for what changes the shown instant, until they unsubscribe", () => {
  const clock = new ReplayClock(frames().schedule, 1_000, 5_000, null);
  let calls = 0;
  const unsubscribe = clock.subscribe(() => calls++);
  clock.setRange(1_000, 5_000);
  expect(calls).toBe(0);
  clock.setRange(500, 6_000);
  clock.seek(2_000);
  clock.setSpeed(5);
  expect([calls, clock.from, clock.to, clock.speed]).toEqual([3, 500, 6_000, 5]);
  unsubscribe();
  clock.showEnd();
  expect(calls).toBe(3);
});

test("playing again while it plays changes nothing", () => {
  const screen = frames();
  const clock = new ReplayClock(screen.schedule, 1_000, 5_000, 2_000);
  clock.play();
  screen.draw(0);
  screen.draw(500);
  clock.play();
  screen.draw(600);
  expect(clock.instant).toBe(2_600);
});

test("played to its end, a run plays from its start again", () => {
  const screen = frames();
  const clock = new ReplayClock(screen.schedule, 1_000, 5_000, 5_000);
  clock.play();
  expect(clock.instant).toBe(1_000);
});

test("showing the newest instant ends the playing", () => {
  const screen = frames();
  const clock = new ReplayClock(screen.schedule, 1_000, 5_000, 2_000);
  clock.play();
  clock.showEnd();
  expect([clock.isPlaying, screen.isWaiting, clock.isAtEnd]).toEqual([false, false, true]);
});
