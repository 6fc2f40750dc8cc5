/** The fault is not proven yet: the next round may. Retried by the machine. */
export class FaultNotProven extends Error {
  override readonly name = 'FaultNotProven';
}

/** The failover still runs. Retried by the machine. */
export class FailoverRunning extends Error {
  override readonly name = 'FailoverRunning';
}

/** The system is not steady yet, or not for long enough. Retried by the machine. */
export class NotSteadyYet extends Error {
  override readonly name = 'NotSteadyYet';
}

/** Nothing is wrong: the guards look again. Retried by the machine. */
export class GuardsQuiet extends Error {
  override readonly name = 'GuardsQuiet';
}

/** A guard ends the drill: an alarm, the freeze, an account that moved, a policy that somebody else changed. */
export class GuardTripped extends Error {
  override readonly name = 'GuardTripped';
}

/** The exempt control role cannot work where it must: this is no drill. */
export class RealIncident extends Error {
  override readonly name = 'RealIncident';
}

/** Something changed between the plan and the moment of arming: nothing was attached. */
export class DrillRefused extends Error {
  override readonly name = 'DrillRefused';
}

/** The drill has been ended, by its janitor or a person: what it still wanted to do must not happen. */
export class DrillEnded extends Error {
  override readonly name = 'DrillEnded';
}

/** Organizations works on another change of policies. Retried by the machine. */
export class PoliciesChanging extends Error {
  override readonly name = 'PoliciesChanging';
}

/** The deny is still felt although the policy is detached. Retried by the machine. */
export class NotClearedYet extends Error {
  override readonly name = 'NotClearedYet';
}

/** A policy bears the drill's name and is not the drill's: it is left alone, and a person must look. */
export class ForeignPolicy extends Error {
  override readonly name = 'ForeignPolicy';
}
