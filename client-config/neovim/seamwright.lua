-- Seamwright for integration-test plans and pytest files. Needs Neovim 0.11 or newer.
vim.lsp.config("seamwright", {
  cmd = { "seamwright", "lsp" },
  filetypes = { "markdown", "python" },
  root_markers = { "pyproject.toml", ".git" },
  -- init_options = { trusted = true }, -- only if you trust every project that you open: uses their own templates
})
vim.lsp.enable("seamwright")
