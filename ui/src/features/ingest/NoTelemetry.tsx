import { EmptyNotice } from "@/components/Notice";
import { reachable } from "./addresses";
import classes from "./NoTelemetry.module.css";
import { useServerStatus } from "./queries";

/** Nothing has come in: where to point an exporter. */
export function NoTelemetry({ title = "No traces yet" }: { title?: string }) {
  const status = useServerStatus().data;
  const http = reachable(status?.otlp_http ?? `http://${window.location.hostname}:4318`);
  return (
    <EmptyNotice title={title}>
      Point any OpenTelemetry exporter at this server. A trace shows up here within seconds after its root
      span ended.
      <pre className={classes.command}>
        {`export OTEL_EXPORTER_OTLP_ENDPOINT=${http}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`}
      </pre>
      {status?.otlp_grpc && (
        <>
          gRPC is served at <span className="mono">{reachable(status.otlp_grpc)}</span>.
        </>
      )}
    </EmptyNotice>
  );
}
