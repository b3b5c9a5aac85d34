// ThisMachine: the Surroundings of the program. Names that were looked up once are remembered.
#pragma once

#include <map>

#include "platform/kernel_rng.hpp"
#include "tools/ntpq/interrupts.hpp"
#include "tools/ntpq/surroundings.hpp"

namespace foliot::ntpq {

class ThisMachine final : public Surroundings {
 public:
  explicit ThisMachine(Interrupts& interrupts) : interrupts_(&interrupts) {}

  void catch_interrupts(bool caught) override;
  [[nodiscard]] bool interrupted() override { return interrupts_->take(); }
  [[nodiscard]] bool chance(double probability) override { return rng_.next_unit() < probability; }
  [[nodiscard]] std::optional<std::string> name_of(const base::IpAddress& address) override;
  [[nodiscard]] std::optional<base::IpAddress> address_of(const std::string& host, FamilyChoice family) override;
  [[nodiscard]] std::optional<std::string> ask(const std::string& prompt, bool hidden) override;
  [[nodiscard]] std::optional<std::string> read_file(const std::string& path) override;
  [[nodiscard]] WallTime now() override;
  [[nodiscard]] int zone_offset_s(WallTime time) override;

 private:
  Interrupts* interrupts_;
  platform::KernelRng rng_;
  std::map<base::IpAddress, std::optional<std::string>> names_;
};

}  // namespace foliot::ntpq
