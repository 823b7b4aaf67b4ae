import { useLocalStorage } from "@mantine/hooks";

/** The name a person signs decisions with; kept in this browser, sent with every decision. */
export function useSignature(): [string, (name: string) => void] {
  const [name, setName] = useLocalStorage({
    key: "tocsin.name",
    defaultValue: "",
    getInitialValueInEffect: false,
  });
  return [name, setName];
}
