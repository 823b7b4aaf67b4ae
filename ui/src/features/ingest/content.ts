/** Which attributes and events hold what the conversation of a span shows already, in any convention. */

const ATTRIBUTES: readonly RegExp[] = [
  /^gen_ai\.(input\.messages|output\.messages|system_instructions)$/,
  /^gen_ai\.(prompt|completion)(\.\d+\.|$)/,
  /^gen_ai\.(tool\.call\.(arguments|result)|retrieval\.(documents|query\.text))$/,
  /^llm\.(input_messages|output_messages|prompts|choices)\.\d/,
  /^(retrieval\.documents|reranker\.(input|output)_documents|embedding\.embeddings)\.\d/,
  /^(input|output)\.(value|mime_type)$/,
  /^ai\.(prompt(\.messages)?|values?|toolCall\.(args|result|input|output))$/,
  /^ai\.(response|result)\.(text|toolCalls|object|reasoning|files)$/,
  /^(langfuse\.observation|traceloop\.entity|lmnr\.span)\.(input|output)$/,
  /^mlflow\.span(Inputs|Outputs)$/,
  /^(pydantic_ai\.all_messages|all_messages_events)$/,
];

const EVENTS =
  /^(gen_ai\.(content\.(prompt|completion)|(system|user|assistant|tool)\.message|choice|client\.inference\.operation\.details)|db\.(query|search)\.result)$/;

/** Whether an attribute holds messages, arguments, a result or documents. */
export function isContent(attribute: string): boolean {
  return ATTRIBUTES.some((pattern) => pattern.test(attribute));
}

/** Whether an event of a span holds messages or documents. */
export function isContentEvent(name: string): boolean {
  return EVENTS.test(name);
}
