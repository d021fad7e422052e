-- Seamwright for integration-test plans and pytest files. Copy it to ~/.config/nvim/plugin/, see README.md beside it.
-- It starts with any Neovim from 0.7 on: by vim.lsp.config (0.11), else by nvim-lspconfig, else by itself.
local config = {
  cmd = { "seamwright", "lsp" },
  filetypes = { "markdown", "yaml", "python" },
  root_markers = { "pyproject.toml", ".git" },
  settings = {
    seamwright = {
      -- Beside other servers, switch off here what another one does: see README.md.
      -- hover = { fixtures = false },
    },
  },
  -- init_options = { trusted = true }, -- only if you trust every project that you open: uses their own templates
}

-- The nearest folder upwards that has one of the markers.
local function root_of(file)
  local found = vim.fs and vim.fs.find(config.root_markers, { path = vim.fs.dirname(file), upward = true })[1]
  if found then
    return vim.fs.dirname(found)
  end
  for _, marker in ipairs(config.root_markers) do
    local folder = vim.fn.fnamemodify(file, ":p:h")
    local directory = vim.fn.finddir(marker, folder .. ";")
    local path = directory ~= "" and directory or vim.fn.findfile(marker, folder .. ";")
    if path ~= "" then
      return vim.fn.fnamemodify(path, ":p"):gsub("/$", ""):match("^(.*)/")
    end
  end
  return vim.fn.fnamemodify(file, ":p:h")
end

local started = {} -- by root; only Neovim 0.7 needs to be told

local function start(buffer)
  local client = {
    name = "seamwright",
    cmd = config.cmd,
    root_dir = root_of(vim.api.nvim_buf_get_name(buffer)),
    settings = config.settings,
    init_options = config.init_options,
    on_attach = function(_, attached)
      vim.bo[attached].omnifunc = "v:lua.vim.lsp.omnifunc"
    end,
  }
  if vim.lsp.start then
    vim.lsp.start(client, { bufnr = buffer })
    return
  end
  started[client.root_dir] = started[client.root_dir] or vim.lsp.start_client(client)
  vim.lsp.buf_attach_client(buffer, started[client.root_dir])
end

if vim.lsp.config then
  vim.lsp.config("seamwright", config)
  vim.lsp.enable("seamwright")
  return
end

local has_lspconfig, lspconfig = pcall(require, "lspconfig")
if has_lspconfig then
  require("lspconfig.configs").seamwright = {
    default_config = {
      cmd = config.cmd,
      filetypes = config.filetypes,
      root_dir = root_of,
      settings = config.settings,
      init_options = config.init_options,
    },
  }
  lspconfig.seamwright.setup({})
  return
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = config.filetypes,
  callback = function(event)
    if vim.api.nvim_buf_get_name(event.buf) ~= "" and vim.bo[event.buf].buftype == "" then
      start(event.buf)
    end
  end,
})
