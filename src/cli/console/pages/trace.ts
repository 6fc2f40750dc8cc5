import { version } from '../../../../package.json';
import { executionData, pageAssets, tracePage } from '../../../viewer/trace-page.ts';
import { childrenByDefault } from '../../children-limit.ts';
import type { Connection } from '../../connection.ts';
import { projectRoot } from '../../project-root.ts';
import { readChildren } from '../../read-children.ts';
import { readExecution } from '../../read-execution.ts';

/** The trace page of an execution with its children, as `groundcrew trace --children` writes it. */
export async function executionTrace(connection: Connection, executionArn: string): Promise<string> {
  const subject = await readExecution(connection, executionArn);
  const { children, gaps } = await readChildren(connection, subject, childrenByDefault, {});
  const data = {
    pageVersion: 1 as const,
    madeBy: `groundcrew ${version}`,
    subject: await executionData({ ...subject, gaps: [...(subject.gaps ?? []), ...gaps] }),
    children: await Promise.all(children.map(executionData)),
  };
  return tracePage(data, pageAssets(projectRoot));
}
