/** What EC2's operations have in common: resource ARNs, errors in EC2's words, filters. */
import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../core/errors.ts';
import type { CallContext, Permission } from '../core/service.ts';

/** ARN of a resource of this account and Region; `ids` empty stands for all of the kind. */
export const ec2Arn = (kind: string, id: string, { account, region }: CallContext): string =>
  `arn:aws:ec2:${region}:${kind === 'snapshot' ? '' : account}:${kind}/${id}`;

export const onResource = (action: string, kind: string, ids: readonly string[], context: CallContext): Permission => ({
  action: `ec2:${action}`,
  resources: ids.map((id) => ec2Arn(kind, id, context)),
});

/** Describe actions know no resource. */
export const described = (action: string) => (): readonly Permission[] => [{ action: `ec2:${action}`, resources: ['*'] }];

export const ec2Error = (code: string, message: string): AwsError => new AwsError(code, message, { statusCode: 400 });

export const missingParameter = (name: string): AwsError =>
  ec2Error('MissingParameter', `The request must contain the parameter ${name}`);

/** True when every filter has a value that `read` gives for its name. A filter without a reader is refused. */
export function passes<Row>(
  row: Row,
  filters: readonly Filter[] | undefined,
  read: Readonly<Record<string, (row: Row) => string>>,
): boolean {
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    const value = Object.hasOwn(read, Name) ? read[Name]! : undefined;
    if (!value) throw ec2Error('InvalidParameterValue', `The filter '${Name}' is invalid`);
    return Values.includes(value(row));
  });
}
