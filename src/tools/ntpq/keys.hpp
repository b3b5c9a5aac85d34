// The key of a session: from the command line and its key file, or typed in.
#pragma once

#include "tools/ntpq/session.hpp"

namespace foliot::ntpq {

/// Takes key `id` of the key file, saying on the error stream why that cannot be. False when it failed.
[[nodiscard]] bool take_key_from_file(Session& session, std::uint32_t id, const std::string& path);

/// Makes sure that the client has a key, asking the person for what is missing. False when he gave none.
[[nodiscard]] bool obtain_key(Session& session);

}  // namespace foliot::ntpq
