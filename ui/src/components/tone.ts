/** What a colour means: bad asks for action now, warn soon, good is fine, calm says nothing, accent is ours. */
export type Tone = "bad" | "warn" | "good" | "calm" | "accent";
