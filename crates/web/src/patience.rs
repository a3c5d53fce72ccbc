//! A connection on which nothing moves is given up: whoever opens many and says nothing would otherwise keep everybody else out.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// A stream that fails once it has waited for its other end for so long.
pub(crate) struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Until its other end has said anything: nobody opens a connection for nothing.
    first: Option<Duration>,
    moved: Instant,
    // Set anew only when it is over: most of the time something has moved since.
    alarm: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    /// Waits for the first word, and then for so long at a time.
    pub fn new(stream: S, first: Duration, patience: Duration) -> Self {
        let moved = Instant::now();
        Self { stream, patience, first: Some(first), moved, alarm: Box::pin(sleep_until(moved + first)) }
    }

    fn moves<T>(&mut self, cx: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.moved = Instant::now();
            return done;
        }
        self.waits(cx, done)
    }

    fn waits<T>(&mut self, cx: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            return done;
        }
        while self.alarm.as_mut().poll(cx).is_ready() {
            let until = self.moved + self.first.unwrap_or(self.patience);
            if until <= Instant::now() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.alarm.as_mut().reset(until);
        }
        Poll::Pending
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_read(cx, buf);
        if done.is_ready() {
            self.first = None;
        }
        self.moves(cx, done)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.moves(cx, done)
    }
    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.moves(cx, done)
    }
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(cx);
        self.waits(cx, done)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.waits(cx, done)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    const PATIENCE: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn silence_ends_a_connection_and_a_word_now_and_then_does_not() {
        let (mut near, far) = tokio::io::duplex(16);
        let mut patient = Patient::new(far, PATIENCE, PATIENCE);
        let talking = tokio::spawn(async move {
            for _ in 0..4 {
                tokio::time::sleep(PATIENCE / 2).await;
                near.write_all(b"x").await.unwrap();
            }
            near
        });
        let mut heard = [0; 4];
        patient.read_exact(&mut heard).await.unwrap();
        let _near = talking.await.unwrap();
        let began = Instant::now();
        let silent = patient.read(&mut heard).await.unwrap_err();
        assert_eq!(silent.kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() >= PATIENCE / 2);
    }

    #[tokio::test]
    async fn whoever_does_not_read_is_not_written_to_for_ever() {
        let (_near, far) = tokio::io::duplex(16);
        let refused = Patient::new(far, PATIENCE, PATIENCE).write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::TimedOut);
    }
}
