;;; seamwright.el --- Seamwright for integration-test plans, through eglot  -*- lexical-binding: t; -*-

;; The option `:initializationOptions (:trusted t)' after the command makes the server use the templates of every
;; project that you open; leave it out unless you trust them all.

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((markdown-mode gfm-mode) . ("seamwright" "lsp"))))

(provide 'seamwright)
;;; seamwright.el ends here
