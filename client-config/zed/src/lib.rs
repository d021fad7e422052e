//! Starts `seamwright lsp` from the path of the project, and hands on the settings.

use zed_extension_api::{self as zed, serde_json::Value, settings::LspSettings, Command, LanguageServerId, Result, Worktree};

struct Seamwright;

impl zed::Extension for Seamwright {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _server: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree
            .which("seamwright")
            .ok_or("seamwright is not on the path: pip install it, or uv tool install it")?;
        Ok(Command { command, args: vec!["lsp".into()], env: worktree.shell_env() })
    }

    fn language_server_initialization_options(&mut self, server: &LanguageServerId, worktree: &Worktree) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(server.as_ref(), worktree)?.initialization_options)
    }

    fn language_server_workspace_configuration(&mut self, server: &LanguageServerId, worktree: &Worktree) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(server.as_ref(), worktree)?.settings)
    }
}

zed::register_extension!(Seamwright);
