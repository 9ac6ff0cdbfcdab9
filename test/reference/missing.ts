/** Functions that Kamailio has and this server has not, by their name on KSR, with the reason; `*` for a module that is not there. */
export const MISSING: Readonly<Record<string, string>> = {
  // core


  'tm.t_clean': 'not there yet',
  'tm.t_is_retr_async_reply': 'not there yet',
  'tm.t_replicate': 'not there yet',
  'tm.t_set_no_auto_ack': 'not there yet',
  'tm.t_uac_send': 'not there yet',
  'tm.t_use_uac_headers': 'not there yet',

  'tmx.t_uac_ack_local': 'not there yet',

  'registrar.lookup_xavp': 'not there yet',
};

/** Functions that only this server has, with the reason. */
export const OURS: Readonly<Record<string, string>> = {};
