/** The algorithm's ports on AWS: the data plane of one cluster, through the SDK, with ARC's own time limits. */
import {
  ListRoutingControlsCommand,
  Route53RecoveryClusterClient,
  UpdateRoutingControlStatesCommand,
} from '@aws-sdk/client-route53-recovery-cluster';
import { client } from '../shared/clients.ts';
import { allPages } from '../shared/pages.ts';
import { now, sleep } from '../shared/runtime.ts';
import { classify } from './classify.ts';
import type { Endpoint, FailoverPorts, Outcome } from './ports.ts';
import { seededRandom } from './seeded-random.ts';

/** A connection within a second, an answer within three; then another endpoint is asked. */
const limits = { connectionTimeout: 1_000, requestTimeout: 3_000 };

/** `urlOf` names another place to call than the endpoint's own, for rehearsals. */
export function arcPorts(seed: string, urlOf: (endpoint: Endpoint) => string = ({ url }) => url): FailoverPorts {
  /* Signed for the endpoint's Region, which is not the one that this runs in. */
  const clientOf = (endpoint: Endpoint): Route53RecoveryClusterClient =>
    client(Route53RecoveryClusterClient, { region: endpoint.region, endpoint: urlOf(endpoint), ...limits });
  return {
    now,
    sleep,
    random: seededRandom(seed),
    list: (endpoint, ControlPanelArn) =>
      outcomeOf(async () => {
        const controls = await allPages(
          (NextToken) => clientOf(endpoint).send(new ListRoutingControlsCommand({ ControlPanelArn, NextToken })),
          ({ RoutingControls }) => RoutingControls,
          ({ NextToken }) => NextToken,
        );
        return new Map(controls.map(({ RoutingControlArn, RoutingControlState }) => [RoutingControlArn!, RoutingControlState!]));
      }),
    update: (endpoint, entries, SafetyRulesToOverride) =>
      outcomeOf(async () => {
        await clientOf(endpoint).send(
          new UpdateRoutingControlStatesCommand({
            UpdateRoutingControlStateEntries: entries.map(({ arn, state }) => ({
              RoutingControlArn: arn,
              RoutingControlState: state,
            })),
            ...(SafetyRulesToOverride.length === 0 ? {} : { SafetyRulesToOverride: [...SafetyRulesToOverride] }),
          }),
        );
        return null;
      }),
  };
}

async function outcomeOf<Answer>(call: () => Promise<Answer>): Promise<Outcome<Answer>> {
  try {
    return { kind: 'answered', answer: await call() };
  } catch (error) {
    return classify(error);
  }
}
