#include "config/print.hpp"

#include "config/setting_list.hpp"

namespace foliot::config {

std::string print(const Config& config) {
  std::string text;
  std::string_view open_line;  // the directive whose words are still being added
  const std::vector<Setting> settings = list_settings(config);
  for (const Setting& setting : settings) {
    if (setting.is_default || !setting.value) continue;
    const bool continues = !setting.word.empty() && setting.directive == open_line;
    if (!continues) {
      if (!text.empty()) text += '\n';
      text += setting.directive;
    }
    if (!setting.word.empty()) text += ' ' + setting.word;
    if (!setting.value->empty()) text += ' ' + *setting.value;
    open_line = setting.word.empty() ? std::string_view{} : std::string_view(setting.directive);
  }
  return text.empty() ? text : text + '\n';
}

}  // namespace foliot::config
