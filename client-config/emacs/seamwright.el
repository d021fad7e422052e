;;; seamwright.el --- Seamwright for integration-test plans and pytest files  -*- lexical-binding: t; -*-

;; Load it from your init file; see README.md beside it.
;;
;; With eglot, which runs one server per buffer: `M-x eglot' in a plan.  For Python add the commented line, unless
;; another server has your Python buffers.
;; With lsp-mode, which runs several: `M-x lsp' in plans and in tests; Seamwright adds itself to other servers.
;;
;; Add `:trusted t' to `seamwright-options' only if you trust every project that you open: it uses their own templates.

;;; Code:

(defvar seamwright-options (make-hash-table)
  "What the server is told at first: its settings, as a property list.
For instance (:hover (:fixtures :json-false)).")

(defvar seamwright-command '("seamwright" "lsp")
  "The command that starts the server.")

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               `((markdown-mode gfm-mode) . ,#'seamwright--eglot))
  ;; (add-to-list 'eglot-server-programs `((python-mode python-ts-mode) . ,#'seamwright--eglot))
  )

(defun seamwright--eglot (&rest _)
  "The contact that eglot wants."
  (append seamwright-command (list :initializationOptions seamwright-options)))

(with-eval-after-load 'lsp-mode
  (dolist (mode '((markdown-mode . "markdown") (gfm-mode . "markdown") (yaml-mode . "yaml")))
    (add-to-list 'lsp-language-id-configuration mode))
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () seamwright-command))
    :activation-fn (lsp-activate-on "markdown" "yaml" "python")
    :initialization-options (lambda () seamwright-options)
    :add-on? t
    :server-id 'seamwright)))

(provide 'seamwright)
;;; seamwright.el ends here
