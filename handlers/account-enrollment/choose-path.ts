/** How an account is enrolled, and why so: what the landing zone allows, where the account is, what the caller wants. */
import type { LandingZone } from './baselines.ts';
import type { EnrollmentPath, WorkflowInput } from './contract.ts';

export interface PathFacts {
  readonly landingZone: LandingZone;
  /** Service Catalog has Account Factory. */
  readonly hasAccountFactory: boolean;
  /** The account is in its target unit already. */
  readonly inTarget: boolean;
  /** Accounts of the batch that are in this account's target unit already. */
  readonly othersInTarget: number;
  readonly slots: number;
}

export interface PathChoice {
  readonly path: EnrollmentPath;
  readonly why: string;
  /** Why the path that the caller wants cannot be taken. */
  readonly impossible?: string;
}

/** Auto-enrollment came with landing zone 3.1. https://docs.aws.amazon.com/controltower/latest/userguide/configure-auto-enroll.html */
export function autoEnrolls({ version, remediationTypes = [] }: LandingZone): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return remediationTypes.includes('INHERITANCE_DRIFT') && (major > 3 || (major === 3 && minor >= 1));
}

export function choosePath(wanted: WorkflowInput['path'], facts: PathFacts): PathChoice {
  if (wanted !== 'auto') {
    const impossible = whyNot(wanted, facts);
    return { path: wanted, why: 'The caller asks for this path.', ...(impossible === undefined ? {} : { impossible }) };
  }
  const { version } = facts.landingZone;
  if (facts.inTarget) {
    if (!facts.hasAccountFactory)
      return {
        path: 'reset-baseline',
        why: 'The account is in its OU already, and Service Catalog has no Account Factory: the OU is reset.',
      };
    return facts.othersInTarget > facts.slots
      ? {
          path: 'reset-baseline',
          why: `${facts.othersInTarget} accounts are in this OU already: one reset of the OU enrolls them all.`,
        }
      : {
          path: 'service-catalog',
          why: 'The account is in its OU already: auto-enrollment does not look back, and Account Factory touches this account alone.',
        };
  }
  if (autoEnrolls(facts.landingZone)) {
    return {
      path: 'move-account',
      why: `Landing zone ${version} enrolls accounts that are moved into a registered OU; no role and no product are needed.`,
    };
  }
  if (facts.hasAccountFactory) {
    return {
      path: 'service-catalog',
      why: `Landing zone ${version} does not enroll moved accounts (${why(facts.landingZone)}), so Account Factory does it.`,
    };
  }
  return {
    path: 'reset-baseline',
    why: `Landing zone ${version} does not enroll moved accounts (${why(facts.landingZone)}) and Service Catalog has no Account Factory: the account is moved and its OU reset.`,
  };
}

function why({ version, remediationTypes = [] }: LandingZone): string {
  return remediationTypes.includes('INHERITANCE_DRIFT') ? `${version} is older than 3.1` : 'INHERITANCE_DRIFT is not set';
}

/** Why a path cannot be taken, or undefined. */
function whyNot(path: EnrollmentPath, facts: PathFacts): string | undefined {
  if (path === 'service-catalog') {
    return facts.hasAccountFactory
      ? undefined
      : 'Service Catalog has no product "AWS Control Tower Account Factory" in this Region.';
  }
  const moves = autoEnrolls(facts.landingZone);
  if (path === 'move-account') {
    if (!moves) return `The landing zone does not enroll moved accounts: ${why(facts.landingZone)}.`;
    return facts.inTarget ? 'The account is in its OU already, and auto-enrollment does not look back.' : undefined;
  }
  return moves && !facts.inTarget
    ? 'The landing zone enrolls the account as soon as it is moved, so there is nothing to reset: take move-account.'
    : undefined;
}
