import type { Presence } from "../../shared/presence/presence";

/** Who hears what a source knows. */
export interface SourceListener {
  /** `person` is the id of the configuration, which is the presence's slug too. */
  onPresence(person: string, presence: Presence): void;
  /** Nothing is heard of this person any more. */
  onLost(person: string): void;
}
