/** Data points of metrics. Those of AWS's own namespaces are not gathered here; a test or service may put them. */
import type { Json } from '../core/json.ts';
import type { CallContext } from '../core/service.ts';
import { evaluate, windowOf } from './alarm-state.ts';
import { alarms, metricKey, points, type AlarmRow, type Dimension } from './rows.ts';

/** Points older than a day serve no alarm here. */
const kept = 86_400_000;

export interface Datum {
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly Dimension[] | undefined;
  /** A text when an SDK integration of Step Functions gives it. */
  readonly Timestamp?: Date | string | undefined;
  readonly Value?: number | undefined;
}

/** Adds points and evaluates the alarms on them: now, and again when their window has passed. */
export function putData(namespace: string, data: readonly Datum[], context: CallContext): void {
  const touched = new Set<string>();
  for (const { MetricName, Dimensions, Timestamp, Value = 0 } of data) {
    const key = metricKey(namespace, MetricName, Dimensions, context);
    const before = points(context.store).get(key)?.points ?? [];
    const all = [...before, { at: Timestamp === undefined ? context.now : new Date(Timestamp).getTime(), value: Value }];
    points(context.store).put(key, {
      points: all.filter(({ at }) => at > context.now - kept).sort((one, other) => one.at - other.at),
    });
    touched.add(key);
  }
  for (const alarm of [...alarms(context.store).values()]) {
    if (!touched.has(metricOf(alarm))) continue;
    evaluate(alarm, context);
    context.schedule(context.now + windowOf(alarm), 'monitoring/evaluate', alarm.AlarmArn);
  }
}

function metricOf(alarm: AlarmRow): string {
  const [, , , region = '', account = ''] = alarm.AlarmArn.split(':');
  return metricKey(alarm.Namespace, alarm.MetricName, alarm.Dimensions, { region, account });
}

/** Timer `monitoring/evaluate`: an alarm's window has passed since the last point. */
export function evaluateLater(arn: Json, context: CallContext): void {
  const alarm = alarms(context.store).get(arn as string);
  if (alarm) evaluate(alarm, context);
}
