import { Fact, Facts } from "@/components/Facts";
import { Instant } from "@/components/Instant";
import type { ServerStatus } from "@/lib/api/types";

/** The server itself: version, stores, endpoints. */
export function ServerFacts({ server }: { server: ServerStatus }) {
  return (
    <Facts>
      <Fact name="Version">{server.version}</Fact>
      <Fact name="Started">
        <Instant at={server.started_at} />
      </Fact>
      <Fact name="Last tick">{server.last_tick_at ? <Instant at={server.last_tick_at} /> : "none yet"}</Fact>
      <Fact name="Telemetry">{server.telemetry}</Fact>
      <Fact name="State">{server.state}</Fact>
      <Fact name="OTLP/HTTP">
        <span className="mono">{server.otlp_http ?? "off"}</span>
      </Fact>
      <Fact name="OTLP/gRPC">
        <span className="mono">{server.otlp_grpc ?? "off"}</span>
      </Fact>
    </Facts>
  );
}
