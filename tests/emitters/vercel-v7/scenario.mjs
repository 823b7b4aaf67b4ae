// Vercel AI SDK 7 with its OpenTelemetry integration: a tool loop, a streamed answer, an embedding, a refusal.
import { OpenTelemetry } from "@ai-sdk/otel";
import { createOpenAI } from "@ai-sdk/openai";
import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { embed, generateText, registerTelemetry, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ "service.name": process.env.OTEL_SERVICE_NAME }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
registerTelemetry(new OpenTelemetry());

const openai = createOpenAI({ baseURL: process.env.OPENAI_BASE_URL });
const model = openai.chat("gpt-4o-mini");
const question = { model, system: "You answer for the city library.", prompt: "How long is it open?" };
const opening_hours = tool({
  description: "Opening hours of a place",
  inputSchema: z.object({ city: z.string() }),
  execute: async () => ({ closes: "20:00" }),
});

await trace.getTracer("app").startActiveSpan("answer with openai", async (span) => {
  await generateText({ ...question, tools: { opening_hours }, stopWhen: stepCountIs(2) });
  const stream = streamText(question);
  for await (const _ of stream.textStream);
  await embed({ model: openai.embedding("text-embedding-3-small"), value: "opening hours" });
  await generateText({ ...question, model: openai.chat("fail-429"), maxRetries: 0 }).catch(() => {});
  span.end();
});
await provider.shutdown();
