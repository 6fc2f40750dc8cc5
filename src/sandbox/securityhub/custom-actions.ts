/** Custom actions: what a person chooses for selected findings in the console comes as the event "Findings - Custom Action". */
import type { CreateActionTargetRequest, CreateActionTargetResponse } from '@aws-sdk/client-securityhub';
import { AwsError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { operation, type OperationTable } from '../core/service.ts';
import { invalidInput } from './limits.ts';
import { hubPermissions } from './permissions.ts';
import { actionTargetTable, findingKey, findingTable } from './rows.ts';
import { hubOf, isVisible } from './visibility.ts';

/** What the console sends when a person presses the button. There is no API for it, so only this process can call it. */
interface PressedButton {
  readonly ActionTargetArn: string;
  /** The console allows 20 findings at a time. */
  readonly FindingIdentifiers: readonly { readonly ProductArn: string; readonly Id: string }[];
}

const findingsPerPress = 20;

export const customActionOperations: OperationTable = {
  CreateActionTarget: operation<CreateActionTargetRequest, CreateActionTargetResponse>({
    permissions: hubPermissions('CreateActionTarget'),
    handle({ Name, Description, Id = '' }, context) {
      hubOf(context);
      if (!/^[A-Za-z0-9]{1,20}$/.test(Id)) throw invalidInput('Id must have 1 to 20 letters and digits');
      if ((Name ?? '').length < 1 || Name!.length > 20) throw invalidInput('Name must have 1 to 20 characters');
      const arn = `arn:aws:securityhub:${context.region}:${context.account}:action/custom/${Id}`;
      if (actionTargetTable(context).has(arn)) {
        throw new AwsError('ResourceConflictException', `Action target ${arn} already exists`, { statusCode: 409 });
      }
      actionTargetTable(context).put(arn, { name: Name!, description: Description ?? '' });
      return { ActionTargetArn: arn };
    },
  }),
  PressCustomAction: operation<PressedButton, object>({
    permissions: hubPermissions('GetFindings'),
    handle({ ActionTargetArn, FindingIdentifiers }, context) {
      const hub = hubOf(context);
      const target = actionTargetTable(context).get(ActionTargetArn);
      if (!target) throw invalidInput(`There is no custom action ${ActionTargetArn}`);
      if (FindingIdentifiers.length > findingsPerPress)
        throw invalidInput(`At most ${findingsPerPress} findings can be selected`);
      const findings = FindingIdentifiers.flatMap(({ ProductArn, Id }) => {
        const row = findingTable(context).get(findingKey(ProductArn, Id));
        return row && isVisible(row, hub, context) ? [row.finding as unknown as Json] : [];
      });
      context.emit({
        source: 'aws.securityhub',
        'detail-type': 'Security Hub Findings - Custom Action',
        resources: [ActionTargetArn],
        detail: { actionName: target.name, actionDescription: target.description, findings },
      });
      return {};
    },
  }),
};
