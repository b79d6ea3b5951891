/** One thing Entra refuses: the HTTP status and OAuth error at an endpoint for programs, and the AADSTS number. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly code: number;
  readonly text: string;
  readonly suberror?: string;
}
