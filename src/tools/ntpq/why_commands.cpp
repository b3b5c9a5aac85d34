// why: the state of the server in sentences.
#include <ostream>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/gather.hpp"

namespace foliot::ntpq {

bool run_why(Session& session, const Arguments&) {
  const auto gathered = gather(session);
  if (!gathered) {
    session.complain(gathered.error(), 0);
    return false;
  }
  if (session.settings.json) {
    *session.out << why_json(session.client->host(), gathered->system, gathered->sources);
    return true;
  }
  const std::string label = session.labelled("");
  *session.out << label << (label.empty() ? "" : "\n") << why_text(gathered->system, gathered->sources);
  return true;
}

}  // namespace foliot::ntpq
