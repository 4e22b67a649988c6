//! What the search may know of any problem without knowing its rules: how many tasks and routes, who is near whom, what leaving costs.

/// The ground that ruin and recreate work on. Tasks are `0..tasks`, routes `0..routes`.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    pub tasks: usize,
    pub routes: usize,
    /// Per task the other tasks, nearest first (itself first of all).
    pub near: Vec<Vec<u32>>,
    /// Per task the first few others by how well they go before or after it in time too, `beside_each` of them, without itself: whose
    /// routes are asked first.
    pub beside: Vec<u32>,
    pub beside_each: usize,
    /// Routes of the same class are interchangeable as long as they are empty, so only the first empty one is tried.
    pub class: Vec<u32>,
    /// Cost of leaving a task out.
    pub penalty: Vec<i64>,
    pub keys: Vec<SortKeys>,
    /// A typical cost of a leg: the unit of the annealing temperatures.
    pub leg: f64,
}

impl Ground {
    /// The others that go best with a task.
    pub fn beside(&self, task: u32) -> &[u32] {
        &self.beside[task as usize * self.beside_each..][..self.beside_each]
    }
}

/// The properties of a task that the recreate step may order by.
#[derive(Clone, Copy, Debug, Default)]
pub struct SortKeys {
    pub demand: i32,
    /// Distance from where routes begin.
    pub far: i32,
    pub opens: i32,
    pub closes: i32,
}
