/** The item in the status bar: one look says whether the server works, one click says why not. */

import * as vscode from "vscode";

export type State =
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly detail: string }
  | { readonly kind: "busy"; readonly title: string; readonly percentage?: number | undefined; readonly message?: string | undefined }
  | { readonly kind: "error"; readonly reason: string };

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("seamwright.status", vscode.StatusBarAlignment.Left, 10);
  private current: State = { kind: "starting" };

  constructor() {
    this.item.name = "Seamwright";
    this.item.command = "seamwright.why";
    this.show(this.current);
    this.item.show();
  }

  get state(): State {
    return this.current;
  }

  show(state: State): void {
    this.current = state;
    this.item.text = text(state);
    this.item.tooltip = `Seamwright: ${inWords(state)}\n\nClick to see why.`;
    this.item.accessibilityInformation = { label: `Seamwright: ${inWords(state)}` };
    this.item.backgroundColor =
      state.kind === "error" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
  }

  dispose(): void {
    this.item.dispose();
  }
}

export function inWords(state: State): string {
  switch (state.kind) {
    case "starting":
      return "starting";
    case "ready":
      return `ready (${state.detail})`;
    case "busy":
      return [state.title, state.message].filter(Boolean).join(", ");
    case "error":
      return state.reason;
  }
}

function text(state: State): string {
  switch (state.kind) {
    case "starting":
      return "$(loading~spin) Seamwright";
    case "ready":
      return "$(check) Seamwright";
    case "busy":
      return `$(sync~spin) Seamwright${state.percentage === undefined ? "" : ` ${state.percentage} %`}`;
    case "error":
      return "$(error) Seamwright";
  }
}
