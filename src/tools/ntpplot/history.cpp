#include "tools/ntpplot/history.hpp"

#include <algorithm>
#include <initializer_list>

namespace foliot::ntpplot {

Source* History::source(const std::string& name) {
  const auto found = sources.find(name);
  if (found != sources.end()) return &found->second;
  return sources.size() < kMostSources ? &sources[name] : nullptr;
}

bool History::empty() const {
  return offset_s.empty() && frequency_ppm.empty() && bound_s.empty() && sources.empty();
}

void History::sort() {
  const auto put_in_order = [](std::initializer_list<Series*> all) {
    for (Series* series : all) std::ranges::stable_sort(*series, {}, &Point::at_s);
  };
  put_in_order({&offset_s, &frequency_ppm, &jitter_s, &wander_ppm, &bound_s});
  for (auto& [name, source] : sources) put_in_order({&source.offset_s, &source.delay_s, &source.jitter_s});
}

}  // namespace foliot::ntpplot
