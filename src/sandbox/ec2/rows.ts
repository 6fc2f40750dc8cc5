/** Rows of Amazon EC2, as far as findings are about it. Keys begin with `<account>/<Region>/`. */
import type { IpPermission } from '@aws-sdk/client-ec2';
import type { CallContext } from '../core/service.ts';
import type { Table } from '../core/store.ts';

export interface VpcRow {
  readonly id: string;
  readonly isDefault: boolean;
  readonly cidr: string;
}

export interface SecurityGroupRow {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly ingress: readonly IpPermission[];
  readonly egress: readonly IpPermission[];
}

export interface SnapshotRow {
  readonly id: string;
  /** Accounts that may make volumes of it; `all` is everybody. */
  readonly sharedWith: readonly string[];
}

export interface FlowLogRow {
  readonly id: string;
  readonly resourceId: string;
  readonly trafficType: string;
  readonly destinationType: string;
  readonly destination: string;
  readonly createdAt: number;
}

type Site = Pick<CallContext, 'account' | 'region' | 'table'>;

const place = ({ account, region }: Pick<CallContext, 'account' | 'region'>): string => `${account}/${region}`;

/** The rows of one kind of this account and Region. */
export class Rows<Row extends { readonly id: string }> {
  private readonly table: Table<Row>;
  private readonly prefix: string;
  constructor(context: Site, name: string) {
    this.table = context.table(`ec2/${name}`);
    this.prefix = place(context);
  }
  get(id: string): Row | undefined {
    return this.table.get(`${this.prefix}/${id}`);
  }
  put(row: Row): void {
    this.table.put(`${this.prefix}/${row.id}`, row);
  }
  delete(id: string): void {
    this.table.delete(`${this.prefix}/${id}`);
  }
  all(): Row[] {
    return [...this.table.entries()].filter(([key]) => key.startsWith(`${this.prefix}/`)).map(([, row]) => row);
  }
}

export const vpcs = (context: Site): Rows<VpcRow> => new Rows(context, 'vpcs');
export const securityGroups = (context: Site): Rows<SecurityGroupRow> => new Rows(context, 'security-groups');
export const snapshots = (context: Site): Rows<SnapshotRow> => new Rows(context, 'snapshots');
export const flowLogs = (context: Site): Rows<FlowLogRow> => new Rows(context, 'flow-logs');
/** Whether new volumes are encrypted, key: `<account>/<Region>`. */
export const encryptionByDefault = (context: Site): { get(): boolean; set(value: boolean): void } => {
  const table = context.table<boolean>('ec2/ebs-encryption-by-default');
  return { get: () => table.get(place(context)) ?? false, set: (value) => table.put(place(context), value) };
};
