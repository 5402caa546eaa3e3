#include "app/host.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "log/redactor.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

constexpr const char* kDatabaseFile = "host.db";
constexpr const char* kAdminTokenFile = "admin.token";
constexpr const char* kDefaultWebhookBase = "http://127.0.0.1:8421";
constexpr std::size_t kAdminTokenBytes = 32;

// Writes the key's id down at the first start; afterwards another key, or none, is noticed.
Result<void> remember_key(Database& db, const SecretBox& secrets) {
  const auto id = secrets.key_id();
  if (!id.has_value()) return success();  // locked: shows where a secret is needed
  return db.run("INSERT INTO meta(key, value) VALUES('key_id', ?) ON CONFLICT(key) DO NOTHING", id.value());
}

Result<void> check_private(const std::filesystem::path& file) {
  struct stat st {};
  if (::lstat(file.c_str(), &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == ::geteuid() && (st.st_mode & 0077U) == 0) {
    return success();
  }
  return failure(Errc::io, "The admin token " + file.string() + " can be read by others, or is not a file of yours.",
                 "Remove it: a new one is made at the next start.");
}

}  // namespace

Host::Host(HostOptions options, const Clock& clock, PluginRegistry plugins, SecretBox secrets)
    : options_(std::move(options)), clock_(clock), plugins_(std::move(plugins)), secrets_(std::move(secrets)) {}
Host::~Host() = default;

Result<std::unique_ptr<Host>> Host::open(HostOptions options, const Clock& clock) {
  AH_TRY_VOID(make_private_directory(options.data_dir));
  if (options.key_file.empty()) options.key_file = options.data_dir / "master.key";
  AH_TRY(Database db, Database::open(options.data_dir / kDatabaseFile));
  AH_TRY(const auto known_key, read_meta(db, "key_id"));
  SecretBox secrets{options.key_file, known_key.value_or("")};
  AH_TRY_VOID(remember_key(db, secrets));
  PluginRegistry plugins = PluginRegistry::load(options);
  std::unique_ptr<Host> host{new Host{std::move(options), clock, std::move(plugins), std::move(secrets)}};
  AH_TRY(host->integrations_, IntegrationService::open(*host));
  return host;
}

Result<Database> Host::open_database() const { return Database::open(options_.data_dir / kDatabaseFile); }

Result<SecretText> Host::admin_token() const {
  const std::filesystem::path file = options_.data_dir / kAdminTokenFile;
  auto created = create_private_file(file, random_token(kAdminTokenBytes) + "\n");
  if (!created.has_value() && created.error().code != Errc::name_taken) return failure(created.error());
  AH_TRY_VOID(check_private(file));
  AH_TRY(std::string text, read_file(file, 4096));
  SecretText token{std::string_view{text}.substr(0, text.find_last_not_of(" \r\n") + 1)};
  wipe(text.data(), text.size());
  if (token.reveal().size() < 32) {
    return failure(Errc::io, "The admin token " + file.string() + " is damaged.",
                   "Remove it: a new one is made at the next start.");
  }
  redactor().add(token.reveal());
  return token;
}

Result<std::string> Host::webhook_base() const {
  if (!options_.public_url.empty()) return options_.public_url;
  AH_TRY(Database db, open_database());
  AH_TRY(const auto stored, read_meta(db, "webhook_base"));
  return stored.value_or(kDefaultWebhookBase);
}

Result<void> Host::set_webhook_base(const std::string& url) {
  AH_TRY(Database db, open_database());
  AH_TRY(const auto stored, read_meta(db, "webhook_base"));
  if (stored == url) return success();
  AH_TRY(Transaction transaction, db.begin());
  AH_TRY_VOID(write_meta(db, "webhook_base", url));
  // Plugins know their URL as a secret: they read it again.
  AH_TRY_VOID(
      db.run("UPDATE integrations SET revision = revision + 1 "
             "WHERE id IN (SELECT integration_id FROM webhook_endpoints)"));
  return transaction.commit();
}

}  // namespace autoheal::host
