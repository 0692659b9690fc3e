/** The lines that a session prints when it is closed from outside, the same over SSH and in browsers. */

export const IDLE_TIMEOUT_NOTICE = "% Idle timeout. This session is closed.";
export const STOP_NOTICE = "% The program is stopping. This session is closed.";
export const SIGN_IN_ENDED_NOTICE = "% Your sign-in has ended. This session is closed.";
