import type { KSR } from 'ksr';

/** Calls without video, and with two codecs. */
export function requestRoute(KSR: KSR): void {
  if (KSR.sdpops.sdp_with_media('video') > 0) KSR.sdpops.remove_media('video');
  KSR.sdpops.keep_codecs_by_name('PCMA,telephone-event', 'audio');
  KSR.tm.t_relay();
}
