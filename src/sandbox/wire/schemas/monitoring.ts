/** Amazon CloudWatch (API reference, version 2010-08-01): what our templates and handlers use of it; there is no SDK client among ours. */
import type { SchemaModule } from './schema-module.ts';
import { boolean, error, list, number, operation, structure, text, time } from './build.ts';

const dimension = structure('Dimension', { Name: text, Value: text });
const statisticSet = structure('StatisticSet', { SampleCount: number, Sum: number, Minimum: number, Maximum: number });
const metricDatum = structure('MetricDatum', {
  MetricName: text,
  Dimensions: list(dimension),
  Timestamp: time,
  Value: number,
  StatisticValues: statisticSet,
  Values: list(number),
  Counts: list(number),
  Unit: text,
  StorageResolution: number,
});
const metricAlarm = structure('MetricAlarm', {
  AlarmName: text,
  AlarmArn: text,
  AlarmDescription: text,
  ActionsEnabled: boolean,
  AlarmActions: list(text),
  OKActions: list(text),
  StateValue: text,
  StateReason: text,
  StateUpdatedTimestamp: time,
  MetricName: text,
  Namespace: text,
  Statistic: text,
  Dimensions: list(dimension),
  Period: number,
  EvaluationPeriods: number,
  Threshold: number,
  ComparisonOperator: text,
  TreatMissingData: text,
});
const putMetricAlarmInput = structure('PutMetricAlarmInput', {
  AlarmName: text,
  AlarmDescription: text,
  ActionsEnabled: boolean,
  OKActions: list(text),
  AlarmActions: list(text),
  MetricName: text,
  Namespace: text,
  Statistic: text,
  Dimensions: list(dimension),
  Period: number,
  EvaluationPeriods: number,
  DatapointsToAlarm: number,
  Threshold: number,
  ComparisonOperator: text,
  TreatMissingData: text,
});
const describeAlarmsInput = structure('DescribeAlarmsInput', {
  AlarmNames: list(text),
  AlarmTypes: list(text),
  StateValue: text,
  MaxRecords: number,
  NextToken: text,
});
const describeAlarmsOutput = structure('DescribeAlarmsOutput', {
  MetricAlarms: list(metricAlarm),
  NextToken: text,
});
const setAlarmStateInput = structure('SetAlarmStateInput', { AlarmName: text, StateValue: text, StateReason: text });
const deleteAlarmsInput = structure('DeleteAlarmsInput', { AlarmNames: list(text) });
const putMetricDataInput = structure('PutMetricDataInput', { Namespace: text, MetricData: list(metricDatum) });
const nothing = structure('Unit', {});

export const monitoringSchemas: SchemaModule = {
  PutMetricData: operation('PutMetricData', '/', putMetricDataInput, nothing),
  PutMetricAlarm: operation('PutMetricAlarm', '/', putMetricAlarmInput, nothing),
  DescribeAlarms: operation('DescribeAlarms', '/', describeAlarmsInput, describeAlarmsOutput),
  SetAlarmState: operation('SetAlarmState', '/', setAlarmStateInput, nothing),
  DeleteAlarms: operation('DeleteAlarms', '/', deleteAlarmsInput, nothing),
  InvalidParameterValueException: error('InvalidParameterValueException', 400, { message: text }),
  ResourceNotFound: error('ResourceNotFound', 404, { message: text }),
};
