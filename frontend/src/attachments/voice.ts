/** Recording a voice: kept in memory only, handed on when somebody stops. */
import { type Panel, need, say } from "./words.ts";

const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS_PER_SECOND = 32_000;
const LONGEST_MS = 45 * 60_000;
const SECOND_MS = 1000;

/** Listen to the button; it stays away where the browser cannot record. */
export function startVoice(panel: Panel, recorded: (sound: Blob) => void): void {
  const button = need<HTMLButtonElement>(panel.root, "[data-attachment-record]");
  const kind = "MediaRecorder" in window && KINDS.find((one) => MediaRecorder.isTypeSupported(one));
  button.hidden = !kind || !("mediaDevices" in navigator);
  if (!kind) return;
  let recording: MediaRecorder | null = null;
  button.addEventListener("click", () => {
    if (recording) {
      recording.stop();
      return;
    }
    button.disabled = true;
    void record(panel, kind, recorded, () => {
      recording = null;
    })
      .then((begun) => {
        recording = begun;
      })
      .catch(() => {
        say(panel.root.querySelector("[data-attachment-failed]"), panel.text("noMicrophone"));
      })
      .finally(() => {
        button.disabled = false;
      });
  });
}

async function record(
  panel: Panel,
  mimeType: string,
  recorded: (sound: Blob) => void,
  ended: () => void,
): Promise<MediaRecorder> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  const heard: Blob[] = [];
  const begun = Date.now();
  const words = need(panel.root, "[data-attachment-record-words]");
  const tick = (): void => {
    const passed = Date.now() - begun;
    words.textContent = panel.text("recording", { clock: clock(passed) });
    if (passed > LONGEST_MS) recorder.stop();
  };
  const timer = setInterval(tick, SECOND_MS);
  recorder.addEventListener("dataavailable", (event) => heard.push(event.data));
  recorder.addEventListener("stop", () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    words.textContent = panel.text("record");
    ended();
    recorded(new Blob(heard, { type: mimeType }));
  });
  say(panel.root.querySelector("[data-attachment-failed]"), "");
  recorder.start();
  tick();
  return recorder;
}

/** 65,000 ms → "1:05". */
function clock(passed: number): string {
  const seconds = Math.floor(passed / SECOND_MS);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
