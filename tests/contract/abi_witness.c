/* Every public type of the contract as an exported object, so that the ABI of a header can be dumped and compared:
 * tests/contract/abi_gate.sh. Contains no code. */
#include "autoheal/plugin_api.h"

const autoheal_status* witness_status;
const autoheal_text* witness_text;
const autoheal_bytes* witness_bytes;
const autoheal_header* witness_header;
const autoheal_host* witness_host;
const autoheal_call* witness_call;
const autoheal_webhook* witness_webhook;
const autoheal_webhook_reply* witness_webhook_reply;
const autoheal_identity* witness_identity;
const IntegrationPlugin* witness_plugin;
const autoheal_offer* witness_offer;
const autoheal_answer* witness_answer;
autoheal_write_fn witness_write;
autoheal_status (*witness_entry)(const autoheal_offer*, autoheal_answer*) = 0;
