import errno
import os

import pytest

from ltcore.data.durable import sync_folder


def test_a_file_system_that_cannot_sync_folders_is_accepted(tmp_path, monkeypatch):
    def failing(number):
        def fail(_):
            raise OSError(number, os.strerror(number))

        return fail

    monkeypatch.setattr(os, "fsync", failing(errno.EINVAL))
    sync_folder(tmp_path)
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        sync_folder(tmp_path)
