// ThisMachine: the Surroundings of the program. Names that were looked up once are remembered.
#pragma once

#include <map>

#include "tools/ntpq/surroundings.hpp"

namespace foliot::ntpq {

class ThisMachine final : public Surroundings {
 public:
  [[nodiscard]] std::optional<std::string> name_of(const base::IpAddress& address) override;
  [[nodiscard]] std::optional<base::IpAddress> address_of(const std::string& host, FamilyChoice family) override;
  [[nodiscard]] std::optional<std::string> ask(const std::string& prompt, bool hidden) override;
  [[nodiscard]] std::optional<std::string> read_file(const std::string& path) override;
  [[nodiscard]] WallTime now() override;
  [[nodiscard]] int zone_offset_s(WallTime time) override;

 private:
  std::map<base::IpAddress, std::optional<std::string>> names_;
};

}  // namespace foliot::ntpq
