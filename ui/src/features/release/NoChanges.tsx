import { EmptyNotice } from "@/components/Notice";

export function NoChanges() {
  return (
    <EmptyNotice title="No changes recorded">
      A diagnosis is only as good as what it is told. Tell Tocsin of each deploy, prompt release, index
      rebuild or flag with <code>tocsin change</code> or <code>POST /api/v1/changes</code>.
    </EmptyNotice>
  );
}
