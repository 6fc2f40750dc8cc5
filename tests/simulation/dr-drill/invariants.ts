/** The invariants 1 to 20 of drills, by name. `watcher.ts` looks after every step, `endings.ts` when everything is over. */
export const names = {
  ends: '1: no deny outside its window, whatever fails',
  quiet: '2: nothing of a drill is left when all is calm',
  undoFirst: '3: nothing is attached before ledger and dead-man schedule',
  target: '4: only the allow-listed unit is a target',
  accounts: '5: the accounts are those that were approved',
  others: '6: policies of others stay, a slot is free',
  one: '7: one drill at a time',
  once: '8: one policy for each drill',
  pages: '9: not attached is said when every page was read',
  detached: '10: the deny is taken away however the drill ends',
  deadMan: '11: the dead-man schedule goes last',
  proof: '12: no recovery time without proof',
  unready: '13: nothing is done to what is unfit',
  after: '14: the steady state is looked at again afterwards',
  incident: '15: a real incident ends the drill',
  undoLives: '16: what undoes the drill is never denied',
  policy: '17: the policy is as it must be',
  approval: '18: only a valid approval arms',
  guards: '19: a guard ends the drill at once',
  skew: '20: clocks may be two minutes wrong',
} as const;

export type InvariantName = (typeof names)[keyof typeof names];
