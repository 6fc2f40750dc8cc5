/** What a batch takes and costs: the plan's forecast, and the same figures afterwards. Prices are those of us-east-1. */

/** Minutes that one account usually takes in Control Tower; not AWS's promise. */
const usualMinutes = 20;

/** States that a row enters with its map item, when nothing fails and nothing is asked twice; then those of the batch itself. */
const transitionsOf = { launch: 10, resume: 7, done: 2 } as const;
export const batchTransitions = 8;
/** Of settling failed products: the execution, and each product. */
const settlingTransitions = { execution: 4, product: 4 } as const;

/** https://aws.amazon.com/step-functions/pricing/: 0.025 USD per 1,000 state transitions of Standard workflows. */
const usdPerTransition = 0.000025;

/** What AWS charges for an account besides, once it is there. Nobody can tell the amounts before: they grow with what is in the account. */
const charges = [
  {
    service: 'AWS Config',
    what: 'Control Tower records each governed Region of the account',
    price: '0.003 USD per configuration item',
  },
  { service: 'AWS Config', what: 'detective controls of the unit are Config rules', price: '0.001 USD per evaluation' },
  { service: 'Amazon S3', what: 'logs of the account in the Log Archive account', price: '0.023 USD per GB and month' },
  {
    service: 'Amazon VPC',
    what: "NAT gateways, where Account Factory's network settings ask for private subnets with internet access",
    price: '0.045 USD per hour each',
  },
] as const;

export interface Forecast {
  readonly expectedMinutes: number;
  readonly transitions: number;
  readonly transitionsUsd: number;
  readonly charges: { readonly service: string; readonly what: string; readonly price: string }[];
}

/** `slots` are Control Tower's; `products` are failed ones that are terminated first. */
export function forecast(counts: { launch: number; resume: number; done: number }, products: number, slots: number): Forecast {
  const transitions =
    batchTransitions +
    (['launch', 'resume', 'done'] as const).reduce((sum, kind) => sum + counts[kind] * transitionsOf[kind], 0) +
    (products > 0 ? settlingTransitions.execution + products * settlingTransitions.product : 0);
  return {
    expectedMinutes: Math.ceil(counts.launch / slots) * usualMinutes,
    transitions,
    transitionsUsd: priceOf(transitions),
    charges: counts.launch > 0 ? [...charges] : [],
  };
}

/** In USD, to a hundredth of a cent. */
export function priceOf(transitions: number): number {
  return Math.round(transitions * usdPerTransition * 10_000) / 10_000;
}
