;;; check.el --- Seamwright in a real Emacs, by eglot or lsp-mode  -*- lexical-binding: t; -*-

;; Run by drive.py: CLIENT is eglot or lsp, FILE the file to visit, STEP what to do in it. Prints `ok' lines.
;; What eglot asks before it opens a file is answered with yes, as a person does.
(fset 'y-or-n-p (lambda (&rest _) t))

;; In batch nothing redisplays or idles, so flymake is started and changes are sent by hand.

(setq make-backup-files nil auto-save-default nil create-lockfiles nil
      eglot-sync-connect 20 eglot-connect-timeout 30 eglot-autoshutdown t
      eglot-confirm-server-initiated-edits nil eglot-confirm-server-edits nil
      lsp-auto-guess-root t lsp-enable-file-watchers nil lsp-enable-snippet nil lsp-session-file (make-temp-file "lsp")
      lsp-restart 'ignore lsp-keep-workspace-alive nil lsp-modeline-workspace-status-enable nil lsp-modeline-code-actions-enable nil
      lsp-enable-suggest-server-download nil lsp-modeline-diagnostics-enable nil lsp-headerline-breadcrumb-enable nil
      xref-show-definitions-function #'xref-show-definitions-buffer)
(let ((default-directory "/usr/share/emacs/site-lisp/elpa/"))
  (when (file-directory-p default-directory)
    (dolist (folder (directory-files default-directory t "^[^.]")) (add-to-list 'load-path folder))))
(dolist (folder '("/usr/share/emacs/site-lisp/elpa-src" "/usr/share/emacs/site-lisp/elpa"))
  (when (file-directory-p folder)
    (dolist (each (directory-files folder t "^[^.]")) (add-to-list 'load-path each t))))

(defvar check-client (intern (getenv "CLIENT")))

(defun check-say (ok what)
  (unless ok (princ (format "FAILED %s\n" what)) (kill-emacs 1))
  (princ (format "  ok  %s\n" what)))

(defun check-wait (what ask)
  (let ((end (+ (float-time) 30)) found)
    (while (and (not (setq found (funcall ask))) (< (float-time) end)) (accept-process-output nil 0.05)
      ;; Changes of files are events, which nobody reads in batch.
      (read-event nil nil 0.01))
    (unless found (check-say nil (format "waiting for %s" what)))
    found))

(require 'cl-lib)
(require 'markdown-mode)
(require 'flymake)
(require 'xref)
(if (eq check-client 'eglot)
    (require 'eglot)
  (mapc #'require '(lsp-mode lsp-modeline lsp-completion lsp-diagnostics)))
(load (expand-file-name "client-config/emacs/seamwright.el" (getenv "CHECKOUT")))
(when (eq check-client 'eglot)
  ;; The line that the file has as a comment.
  (add-to-list 'eglot-server-programs `((python-mode) . ,#'seamwright--eglot)))

(defun check-visit (name)
  "Visit the file NAME of the project, with the server."
  (find-file (expand-file-name name (getenv "PROJECT")))
  (if (eq check-client 'eglot)
      (unless (bound-and-true-p eglot--managed-mode)
        (apply #'eglot (eglot--guess-contact))
        (check-wait "eglot" (lambda () (bound-and-true-p eglot--managed-mode))))
    (lsp)
    (check-wait "lsp-mode" (lambda () (and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces)))))))))

(defun check-changed ()
  "Send what was typed."
  (if (eq check-client 'eglot) (eglot--signal-textDocument/didChange) (lsp--send-did-change-if-needed)))

(defun lsp--send-did-change-if-needed ()
  (when (fboundp 'lsp-flush-delayed-changes) (lsp-flush-delayed-changes)))

(defun check-diagnostics ()
  "Code and 1-based line of what is reported in the buffer."
  (if (eq check-client 'eglot)
      (progn
        (unless flymake-mode (flymake-mode 1))
        (flymake-start)
        (mapcar (lambda (each)
                  (cons (flymake-diagnostic-text each) (line-number-at-pos (flymake-diagnostic-beg each))))
                (flymake-diagnostics)))
    (mapcar (lambda (each)
              (cons (format "%s [%s]" (lsp:diagnostic-message each) (lsp:diagnostic-code? each))
                    (1+ (lsp:position-line (lsp:range-start (lsp:diagnostic-range each))))))
            (append (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics t)) nil))))

(defun check-reported (text begin)
  "TEXT is reported on the line that begins with BEGIN."
  (goto-char (point-min))
  (search-forward begin)
  (let* ((line (line-number-at-pos))
         (found (check-wait text (lambda () (cl-find-if (lambda (each) (string-match-p (regexp-quote text) (car each)))
                                                        (check-diagnostics))))))
    (check-say (= (cdr found) line) (format "%S is reported on its line" text))))

(defun check-act (wanted)
  "Choose the code action at point whose title has WANTED."
  (let* ((lsp-auto-execute-action nil)
         (actions (append (if (eq check-client 'eglot)
                              (eglot-code-actions (line-beginning-position) (line-end-position))
                            (lsp-code-actions-at-point))
                          nil))
         (title (lambda (each) (if (eq check-client 'eglot) (plist-get each :title) (lsp:code-action-title each))))
         (action (cl-find-if (lambda (each) (string-match-p (regexp-quote wanted) (funcall title each))) actions)))
    (check-say action (format "action %S is offered" wanted))
    (if (eq check-client 'eglot) (check-execute action) (lsp-execute-code-action action))))

(defun check-execute (action)
  "As the menu of this version of eglot does it."
  (cond ((fboundp 'eglot-execute) (eglot-execute (eglot-current-server) action))
        ((plist-get action :edit) (eglot--apply-workspace-edit (plist-get action :edit)))
        (t (check-say nil (format "no edit in %S" action)))))

(defun check-completions (typed)
  "What is completed behind TYPED, which is inserted at point."
  (insert typed)
  (check-changed)
  (let* ((found (run-hook-with-args-until-success 'completion-at-point-functions))
         (all (all-completions (buffer-substring-no-properties (nth 0 found) (nth 1 found)) (nth 2 found))))
    (mapcar #'substring-no-properties all)))

(defun check-definition (file begin)
  "The definition of what is at point is the line of FILE that begins with BEGIN."
  (let* ((backend (xref-find-backend))
         (found (check-wait "the definition"
                            (lambda () (xref-backend-definitions backend (xref-backend-identifier-at-point backend)))))
         (place (xref-item-location (car found))))
    (with-current-buffer (find-file-noselect (expand-file-name file (getenv "PROJECT")))
      (let ((marker (xref-location-marker place)))
        (check-say (and (equal (marker-buffer marker) (current-buffer))
                        (progn (goto-char marker) (beginning-of-line) (looking-at-p (concat "\\s-*" (regexp-quote begin)))))
                   (format "definition leads to %S in %s" begin file))))))

(defun check-plan ()
  (check-visit (getenv "PLAN"))
  (check-reported "repositry" "**FIXTURES:**")
  (goto-char (point-min))
  (search-forward "`repositry")
  (delete-region (1+ (match-beginning 0)) (match-end 0))
  (check-say (member "repository" (check-completions "repo")) "the fixture is completed in the plan")
  (insert "sitory")
  (check-changed)
  (save-buffer)
  (goto-char (point-min))
  (search-forward "SEAM: Repeated")
  (check-act "Implement seam 1")
  (save-some-buffers t)
  (check-wait "the file" (lambda () (file-exists-p (expand-file-name (getenv "GENERATED") (getenv "PROJECT")))))
  (check-definition (getenv "GENERATED") (concat "class " (getenv "CLASS")))
  (check-visit (getenv "GENERATED"))
  (goto-char (point-min))
  (search-forward (concat "class " (substring (getenv "CLASS") 0 8)))
  (check-definition (getenv "PLAN") (getenv "HEADING")))

(defun check-module ()
  (check-visit (getenv "MODULE"))
  (check-reported "outlives the test" "os.environ[")
  (check-act "monkeypatch")
  (check-wait "the fix" (lambda () (goto-char (point-min)) (search-forward "monkeypatch.setenv" nil t)))
  (save-buffer)
  (goto-char (point-max))
  (check-say (member "repository" (check-completions "\n    def test_repository_is_read_once(self, rep"))
             "the fixture is completed in a signature")
  (insert "ository):\n        pass\n")
  (check-changed)
  (search-backward "repository):")
  (forward-char 2)
  (check-definition "tests/conftest.py" "def repository"))

(condition-case problem
    (progn
      (princ (format "Emacs %s, %s\n" emacs-version check-client))
      (check-plan)
      (check-module)
      (if (eq check-client 'eglot) (eglot-shutdown-all) (lsp-workspace-shutdown (car (lsp-workspaces)))))
  (error (check-say nil (format "%S" problem))))
(set-buffer-modified-p nil)
(kill-emacs 0)
;;; check.el ends here
