/**
 * Sentinel e-mail addresses: `name+<sentinel>@domain` in AccountEmail makes Account Factory take one of its rarer ways, so that each can be
 * reached from a file of accounts. Not AWS's. Other addresses behave by themselves.
 */

export interface Failure {
  /** Exception that Control Tower's text begins with in StatusMessage. */
  readonly exception: string;
  readonly message: string;
  /** `check`: before there is an account. `baseline`: the account exists and stays in the root. */
  readonly phase: 'check' | 'baseline';
  /** Status of the provisioned product afterwards. */
  readonly productStatus: 'ERROR' | 'TAINTED';
}

export interface Sentinel {
  readonly failure?: Failure;
  /** The failure happens to the first launch for this address only. */
  readonly once?: true;
  readonly event?: 'lost' | 'late' | 'early' | 'duplicate';
  /** The operation takes as long as the distribution allows. */
  readonly slow?: true;
}

const failCreate: Failure = {
  exception: 'InternalServerException',
  message: 'AWS Control Tower failed to create the account. Try again later, or contact AWS Support.',
  phase: 'check',
  productStatus: 'ERROR',
};

/** What a launch meets that Service Catalog accepted while other operations fill Control Tower's slots. */
export const slotsTaken: Failure = {
  exception: 'ResourceInUseException',
  message:
    'Account Factory cannot complete an operation on this account, because another AWS Control Tower operation is in progress. Try again later.',
  phase: 'check',
  productStatus: 'ERROR',
};

/** Every sentinel, by the text after `+`. */
export const sentinels: ReadonlyMap<string, Sentinel> = new Map<string, Sentinel>([
  ['fail-create', { failure: failCreate }],
  ['fail-create-once', { failure: failCreate, once: true }],
  ['busy-once', { failure: slotsTaken, once: true }],
  [
    'fail-vpc',
    {
      failure: {
        exception: 'ResourceInUseException',
        message: 'AWS Control Tower could not baseline VPC in the managed account because of existing resource dependencies.',
        phase: 'baseline',
        productStatus: 'TAINTED',
      },
    },
  ],
  [
    'fail-role',
    {
      failure: {
        exception: 'InvalidParametersException',
        message:
          'AWS Control Tower cannot create the IAM role aws-controltower-ConfigRecorderRole because the role already exists.',
        phase: 'baseline',
        productStatus: 'ERROR',
      },
    },
  ],
  ['fail-delivery-channel', { failure: deliveryChannelExists() }],
  ['fail-delivery-channel-once', { failure: deliveryChannelExists(), once: true }],
  ['fail-execution-role', { failure: roleMissing() }],
  ['fail-execution-role-once', { failure: roleMissing(), once: true }],
  ['lost-event', { event: 'lost' }],
  ['late-event', { event: 'late' }],
  ['early-event', { event: 'early' }],
  ['duplicate-event', { event: 'duplicate' }],
  ['slow', { slow: true }],
]);

/** The sentinel in an address; an empty one for all others. */
export function sentinelOf(email: string): Sentinel {
  const name = /\+([a-z-]+)@/.exec(email)?.[1];
  return (name === undefined ? undefined : sentinels.get(name)) ?? {};
}

function roleMissing(): Failure {
  return {
    exception: 'InvalidParametersException',
    message: "AWSControlTowerExecution role can't be assumed on the account.",
    phase: 'baseline',
    productStatus: 'ERROR',
  };
}

function deliveryChannelExists(): Failure {
  return {
    exception: 'InvalidParametersException',
    message:
      'AWS Control Tower cannot create an AWS Config delivery channel because one already exists. To continue, delete the existing delivery channel and try again .',
    phase: 'baseline',
    productStatus: 'ERROR',
  };
}
