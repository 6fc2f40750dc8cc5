/** Names of what Control Tower makes in an account, and leaves behind when an enrollment failed or an account was taken out. */
export const leftoverRole = /^aws-controltower-/;
export const leftoverStack = /^StackSet-AWSControlTower/;
export const leftoverTrail = /^aws-controltower-BaselineCloudTrail$/;
