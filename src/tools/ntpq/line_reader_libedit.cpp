// Lines edited by libedit. Built only where it is there; line_reader_plain.cpp takes its place elsewhere.
#include <histedit.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/line_reader.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr int kMostRemembered = 500;

class EditedLineReader final : public LineReader {
 public:
  explicit EditedLineReader(Interrupts& interrupts);
  ~EditedLineReader() override;
  EditedLineReader(const EditedLineReader&) = delete;
  EditedLineReader& operator=(const EditedLineReader&) = delete;

  [[nodiscard]] bool works() const { return editor_ != nullptr && history_ != nullptr; }
  [[nodiscard]] std::optional<std::string> read(std::string_view prompt) override;

 private:
  static EditedLineReader& of(EditLine* editor);
  static char* prompt_of(EditLine* editor) { return of(editor).prompt_.data(); }
  static int read_key(EditLine* editor, wchar_t* key);
  static unsigned char complete(EditLine* editor, int key);

  Interrupts* interrupts_;
  EditLine* editor_;
  History* history_;
  std::string prompt_;
  bool interrupted_ = false;
};

EditedLineReader::EditedLineReader(Interrupts& interrupts)
    : interrupts_(&interrupts), editor_(::el_init("ntpq", stdin, stdout, stderr)), history_(::history_init()) {
  if (!works()) return;
  HistEvent event{};
  ::history(history_, &event, H_SETSIZE, kMostRemembered);
  ::history(history_, &event, H_SETUNIQUE, 1);
  ::el_set(editor_, EL_CLIENTDATA, this);
  ::el_set(editor_, EL_PROMPT, &EditedLineReader::prompt_of);
  ::el_set(editor_, EL_HIST, ::history, history_);
  ::el_set(editor_, EL_EDITOR, "emacs");
  ::el_set(editor_, EL_GETCFN, &EditedLineReader::read_key);
  ::el_set(editor_, EL_ADDFN, "complete-command", "completes the name of a command", &EditedLineReader::complete);
  ::el_set(editor_, EL_BIND, "^I", "complete-command", nullptr);
  ::el_set(editor_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  ::el_source(editor_, nullptr);  // what the person has set in ~/.editrc
}

EditedLineReader::~EditedLineReader() {
  if (history_ != nullptr) ::history_end(history_);
  if (editor_ != nullptr) ::el_end(editor_);
}

EditedLineReader& EditedLineReader::of(EditLine* editor) {
  EditedLineReader* self = nullptr;
  ::el_get(editor, EL_CLIENTDATA, &self);
  return *self;
}

/// Waits for a key or for Ctrl-C.
int EditedLineReader::read_key(EditLine* editor, wchar_t* key) {
  EditedLineReader& self = of(editor);
  std::array<pollfd, 2> waiting{{{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                                 {.fd = self.interrupts_->fd(), .events = POLLIN, .revents = 0}}};
  while (::poll(waiting.data(), waiting.size(), -1) < 0) {
    if (errno != EINTR) return -1;
  }
  if (waiting[1].revents != 0 && self.interrupts_->take()) {
    self.interrupted_ = true;
    return -1;
  }
  unsigned char octet = 0;
  const ssize_t count = ::read(STDIN_FILENO, &octet, 1);
  *key = octet;
  return static_cast<int>(count);
}

unsigned char EditedLineReader::complete(EditLine* editor, int) {
  const LineInfo* const info = ::el_line(editor);
  const std::string_view before(info->buffer, static_cast<std::size_t>(info->cursor - info->buffer));
  const std::string_view word = trimmed(before);
  if (word.contains(' ')) return CC_ERROR;
  std::vector<std::string_view> names;
  for (const Command& command : command_table()) names.push_back(command.name);
  const std::string rest = completion_of(word, names);
  if (rest.empty() || ::el_insertstr(editor, rest.c_str()) < 0) return CC_ERROR;
  return CC_REFRESH;
}

std::optional<std::string> EditedLineReader::read(std::string_view prompt) {
  prompt_ = prompt;
  interrupted_ = false;
  interrupts_->hold();
  int length = 0;
  const char* const text = ::el_gets(editor_, &length);
  const std::string line = text != nullptr && length > 0 ? std::string(text, static_cast<std::size_t>(length)) : "";
  interrupts_->release();
  if (interrupted_ || line.empty()) std::fputs("\n", stdout);
  if (interrupted_) {
    ::el_reset(editor_);
    return "";
  }
  if (line.empty()) return std::nullopt;
  HistEvent event{};
  if (is_worth_remembering(line)) ::history(history_, &event, H_ENTER, line.c_str());
  return std::string(trimmed(line));
}

}  // namespace

std::unique_ptr<LineReader> make_terminal_reader(Interrupts& interrupts) {
  auto reader = std::make_unique<EditedLineReader>(interrupts);
  if (!reader->works()) return nullptr;
  return reader;
}

}  // namespace foliot::ntpq
