//! Little-endian bytes with every length checked: the layer below the model file's format.

/// Why bytes could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("model file: {problem} at byte {at}")]
pub struct ModelError {
    /// How far into the file.
    pub at: usize,
    /// What is wrong there.
    pub problem: String,
}

/// Writes values one after the other.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.bytes.extend(value.to_le_bytes());
    }

    /// A length; nothing in a model comes near four billion.
    pub(crate) fn count(&mut self, value: usize) {
        self.u32(u32::try_from(value).expect("no list in a model is longer than u32 counts"));
    }

    pub(crate) fn blob(&mut self, value: &[u8]) {
        self.count(value.len());
        self.bytes.extend(value);
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.blob(value.as_bytes());
    }

    pub(crate) fn list<T>(&mut self, values: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.count(values.len());
        for value in values {
            each(self, value);
        }
    }
}

/// Reads what [`Writer`] wrote; never trusts a length.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn error(&self, problem: impl Into<String>) -> ModelError {
        ModelError { at: self.at, problem: problem.into() }
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        let Some(end) = end else {
            return Err(self.error(format!("{count} bytes are missing")));
        };
        let slice = &self.bytes[self.at..end];
        self.at = end;
        Ok(slice)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        Ok(self.take(N)?.try_into().expect("`take` gives as many bytes as asked for"))
    }

    pub(crate) fn u8(&mut self) -> Result<u8, ModelError> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ModelError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, ModelError> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn blob(&mut self) -> Result<&'a [u8], ModelError> {
        let count = self.u32()? as usize;
        self.take(count)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, ModelError> {
        let at = self.at;
        std::str::from_utf8(self.blob()?)
            .map_err(|_| ModelError { at, problem: "text that is not UTF-8".to_owned() })
    }

    pub(crate) fn list<T>(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<T, ModelError>,
    ) -> Result<Vec<T>, ModelError> {
        let count = self.u32()? as usize;
        // Every element takes at least one byte, so a lying count cannot make us reserve more
        // than the file could fill.
        if count > self.bytes.len() - self.at {
            return Err(self.error(format!("a list of {count} elements that cannot be there")));
        }
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            values.push(each(self)?);
        }
        Ok(values)
    }

    pub(crate) fn at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}
